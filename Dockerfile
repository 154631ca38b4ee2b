FROM python:3.12-slim
WORKDIR /app
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY bot bot
COPY jobs jobs
COPY integrations integrations
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home rolecall && mkdir /data && chown rolecall /data
USER rolecall
ENV ROLECALL_HTTP_HOST=0.0.0.0 ROLECALL_DATABASE_URL=sqlite:////data/rolecall.db
VOLUME /data
EXPOSE 8310
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request as r; \
    r.urlopen('http://127.0.0.1:' + os.environ.get('ROLECALL_HTTP_PORT', '8310') + '/healthz', timeout=3)"]
CMD ["rolecall", "run"]
