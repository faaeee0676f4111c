#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=../answer.sh
source "$(dirname "$0")/../answer.sh"

arguments=(--version "$VERSION" --target-org "$TARGET_ORG" --confirm "$TARGET_ORG")
if [ -n "$RELEASE_ENVIRONMENT" ]; then arguments+=(--environment "$RELEASE_ENVIRONMENT"); fi
if [ -n "$RELEASE_LINE" ]; then arguments+=(--line "$RELEASE_LINE"); fi
if [ -n "$REASON" ]; then arguments+=(--reason "$REASON"); fi

sf_release deploy "${arguments[@]}"
end_unless_good 'The release was not made'
output release "$(told .result.release.name)"
output deploy-id "$(told .result.deploy.deployId)"
output armed-until "$(told .result.armed.until)"
{
  printf '### Released %s\n\n' "$(told .result.release.name)"
  printf '| | |\n|---|---|\n'
  printf '| Components | %s |\n' "$(told .result.deploy.componentsDeployed)"
  printf '| Tests | %s |\n' "$(told .result.deploy.testsRun)"
  printf '| Proven by reading the org back | %s |\n' "$(told '.result.proof.counts.proven')"
  printf '| Way back | %s |\n' "$(told 'if .result.armed then "validated until " + .result.armed.until else "not validated in advance" end')"
} | summary
