"""Entra ID and Microsoft Graph: tokens, labels, sign-in. `client.MicrosoftClient` puts the parts together."""
