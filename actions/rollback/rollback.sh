#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=../answer.sh
source "$(dirname "$0")/../answer.sh"

# What was typed is handed on as it is: sf refuses anything but the org's own name.
arguments=(--target-org "$TARGET_ORG" --confirm "$CONFIRM" --reason "$REASON")
if [ -n "$TO" ]; then arguments+=(--to "$TO"); fi
if [ -n "$RELEASE_ENVIRONMENT" ]; then arguments+=(--environment "$RELEASE_ENVIRONMENT"); fi
if [ -n "$RELEASE_LINE" ]; then arguments+=(--line "$RELEASE_LINE"); fi
if [ "$DRY_RUN" = true ]; then arguments+=(--dry-run); fi

sf_release rollback "${arguments[@]}"
end_unless_good 'The rollback did not end well'
output kind "$(told .result.kind)"
output release "$(told .result.release.name)"
output restores "$(told .result.release.restores)"
{
  case "$(told .result.kind)" in
    rolledBack) printf '### %s is in the org again\n\n' "$(told .result.release.restores)" ;;
    planned) printf '### Plan: back to %s\n\n' "$(told .result.plan.to.release)" ;;
    *) printf '### Nothing to do\n\n' ;;
  esac
  told '.result.plan | if . then "- \(.ships // [] | length) put back, \(.deletes // [] | length) deleted, \(.limits | length) cannot be undone" else empty end'
  told '.result.deploy.validation | if . then "- it was armed: the validation \(.) was deployed at once" else empty end'
  told '.result.proof.counts.proven | if . then "- proven by reading the org back: \(.) components" else empty end'
  told '.result.plan.limits[]? | "- cannot be undone: `\(.component.type):\(.component.fullName)` (\(.reason))"'
} | summary
