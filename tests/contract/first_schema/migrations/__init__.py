"""What the first version had: the tables without mip_renewal."""
