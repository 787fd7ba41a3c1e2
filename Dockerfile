FROM python:3.12.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

WORKDIR /srv/passerelle

# Dependencies only, every file checked against its hash; the project runs from its folder.
COPY requirements.txt ./
RUN pip install --only-binary :all: --require-hashes -r requirements.txt

COPY matcher ./matcher
COPY privacy ./privacy
COPY data ./data
COPY api ./api

# Two accounts: one serves, the other holds the keys. The folder of the socket belongs to the
# second, and the first may pass through it; a new volume takes both over from here.
RUN groupadd --system --gid 10001 passerelle \
    && useradd --system --no-create-home --uid 10001 --gid 10001 passerelle \
    && groupadd --system --gid 10002 passerelle-keys \
    && useradd --system --no-create-home --uid 10002 --gid 10002 passerelle-keys \
    && install -d -o passerelle -g passerelle -m 0700 /var/lib/passerelle \
    && install -d -o passerelle-keys -g passerelle -m 0750 /run/passerelle
USER passerelle

ENV PASSERELLE_HOME=/var/lib/passerelle
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
    CMD ["python", "-m", "api", "doctor", "--url", "http://127.0.0.1:8000"]

CMD ["python", "-m", "api", "serve", "--host", "0.0.0.0", "--port", "8000"]
