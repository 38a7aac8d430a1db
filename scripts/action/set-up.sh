#!/usr/bin/env bash
# Makes the checkout of this action ready: packages and Node by their hashes, a proxy, and what `check` isolates with.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"

if ! command -v bwrap >/dev/null && command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
  # Without it `check` says so and relies on its audit of the configuration alone.
  sudo apt-get install -y --no-install-recommends bubblewrap >/dev/null 2>&1 ||
    echo '::notice title=sse-compat::bubblewrap could not be installed: the configuration runs without namespaces of its own'
fi
exec node scripts/setup.mjs
