#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=../answer.sh
source "$(dirname "$0")/../answer.sh"

arguments=(--base "$BASE" --head "$HEAD")
if [ -n "$TARGET_ORG" ]; then arguments+=(--target-org "$TARGET_ORG"); fi
if [ -n "$RELEASE_ENVIRONMENT" ]; then arguments+=(--environment "$RELEASE_ENVIRONMENT"); fi
if [ -n "$RELEASE_LINE" ]; then arguments+=(--line "$RELEASE_LINE"); fi

sf_release reversibility "${arguments[@]}"
end_unless_good 'The change could not be judged'
output reversible "$(told .result.reversible)"
told .result.markdown | summary

[[ $PULL_REQUEST =~ ^[0-9]+$ ]] || exit 0

# One comment, of each release line one, brought up to date by every push.
marker="<!-- sf-release: reversibility${RELEASE_LINE:+ of $RELEASE_LINE} -->"
comments="repos/$GITHUB_REPOSITORY/issues"
id=$(gh api --paginate "$comments/$PULL_REQUEST/comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)
{ printf '%s\n' "$marker" && told .result.markdown; } |
  if [ -n "$id" ]; then
    gh api --silent --method PATCH "$comments/comments/$id" --field body=@-
  else
    gh api --silent --method POST "$comments/$PULL_REQUEST/comments" --field body=@-
  fi
