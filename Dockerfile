# sse-compat itself, for servers without Node. See docs/ci.md, "In a container".
#   docker build -t sse-compat .
#   docker run --rm --network none -v /etc/nginx:/etc/nginx:ro sse-compat check /etc/nginx

# Any Debian image with Node 22.18 or newer, and npm.
ARG BASE=node:24-trixie-slim

FROM ${BASE} AS packages
WORKDIR /opt/sse-compat
COPY package.json package-lock.json ./
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]

FROM ${BASE}
RUN apt-get update \
  && apt-get install -y --no-install-recommends nginx apache2 bubblewrap faketime \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sse-compat
ENV NODE_ENV=production
COPY --from=packages /opt/sse-compat/node_modules node_modules
# Dockerfile.dockerignore says which files these are. Node runs TypeScript as it stands: nothing is built.
COPY package.json package-lock.json ./
COPY harness harness
COPY proxies proxies
COPY reports reports
COPY scenarios scenarios
COPY scripts scripts
COPY servers servers
# What is known about builds, and compiled code, is kept here.
RUN ["install", "-d", "-o", "1000", "-g", "1000", ".cache"]

# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
WORKDIR /home/node
ENTRYPOINT ["node", "/opt/sse-compat/scripts/sse-compat.mjs"]
CMD ["--help"]
