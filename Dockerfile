# The bot and what it needs, nothing to build with. Needs BuildKit (the default of current Docker).
FROM python:3.13-slim AS packages
COPY requirements.lock /
# Everything by hash; wheels only, so nothing is compiled and no compiler is needed.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
      --require-hashes -r /requirements.lock

FROM python:3.13-slim
# A number, so that a cluster can check that it is not root. The data folder is the only place that is written to.
RUN mkdir /data && chown 10001:10001 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY microsoft microsoft
COPY mip mip
COPY storage storage
COPY views views
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MIPBOT_HOST=0.0.0.0 \
    MIPBOT_DATA_DIR=/data \
    MIPBOT_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/readyz' % os.environ.get('MIPBOT_PORT', '3000'), timeout=5)"]
# `docker run IMAGE check`, `migrate`, `rotate-keys`: everything that `mipbot` does but `demo`.
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
