#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=../answer.sh
source "$(dirname "$0")/../answer.sh"

where=(--target-org "$TARGET_ORG")
if [ -n "$RELEASE_ENVIRONMENT" ]; then where+=(--environment "$RELEASE_ENVIRONMENT"); fi
if [ -n "$RELEASE_LINE" ]; then where+=(--line "$RELEASE_LINE"); fi

sf_release status "${where[@]}"
end_unless_good 'The status could not be read'
lines=$(told '.result.lines // [] | map(.line) | join(", ")')
if [ -n "$lines" ]; then
  echo "::error title=The status of which release line?::Each is watched by itself: give this action a line ($lines)"
  exit 40
fi
release=$(told .result.current.name)
armed=$(told '.result.readiness.armed == true | tostring')
open_run=$(told .result.openRun.opened.run)

if [ "$ARM" = true ] && [ "$armed" = false ] && [ -z "$open_run" ]; then
  sf_release arm "${where[@]}"
  # An org with a single release has no way back: that is no failure of a scheduled job.
  case "$(told .name)" in
    noEarlierRelease | noReleases) ;;
    *)
      end_unless_good 'The way back could not be validated'
      if [ "$(told .result.kind)" = armed ]; then armed=true; fi
      ;;
  esac
fi

drift=
if [ -n "$release" ]; then
  sf_release diff "$release" --target-org "$TARGET_ORG"
  end_unless_good 'The org could not be compared with the release'
  drift=$(told '.result.changes | length')
fi

output release "$release"
output armed "$armed"
output open-run "$open_run"
output drift "$drift"
{
  printf '### %s\n\n' "${release:-No release yet}"
  printf '| | |\n|---|---|\n'
  printf '| Way back | %s |\n' "$([ "$armed" = true ] && echo 'validated' || echo 'not validated')"
  printf '| Open run | %s |\n' "${open_run:-none}"
  printf '| Components that differ from the release | %s |\n' "${drift:-unknown}"
} | summary
