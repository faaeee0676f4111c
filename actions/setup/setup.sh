#!/usr/bin/env bash
# Inputs come by the environment alone: nothing of them is ever part of a command's text.
set -euo pipefail

if ! command -v sf > /dev/null; then
  npm install --global --no-audit --no-fund "@salesforce/cli@$CLI_VERSION"
fi
if ! sf release --help > /dev/null 2>&1; then
  # The CLI asks about plugins that Salesforce has not signed, and nobody is there to answer.
  config=${XDG_CONFIG_HOME:-$HOME/.config}/sf
  mkdir -p "$config"
  echo '["sf-release"]' > "$config/unsignedPluginAllowList.json"
  sf plugins install "sf-release@$PLUGIN_VERSION"
fi

if [ -n "${AUTH_URL:-}" ]; then
  printf '%s' "$AUTH_URL" | sf org login sfdx-url --sfdx-url-stdin --alias "$TARGET_ORG" > /dev/null
fi

# A release is told by tags, its run by a ref of its own: a checkout brings neither, and no history.
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --quiet --unshallow origin; fi
git fetch --quiet --tags origin
git fetch --quiet origin '+refs/release/*:refs/release/*'
git config user.name > /dev/null || git config user.name 'github-actions[bot]'
git config user.email > /dev/null || git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
