# Sourced by the actions: asks sf for JSON, shows what it says, and never takes a failure for a success.

# sf_release <word>...: leaves the answer in $answer and the exit code of sf in $code.
sf_release() {
  code=0
  answer=$(sf release "$@" --json) || code=$?
  jq --exit-status . > /dev/null <<< "$answer" || {
    echo "::error::sf release gave no answer (exit code $code)"
    exit "$((code == 0 ? 1 : code))"
  }
}

# The answer by a jq filter; empty when it is not there.
told() { jq --raw-output "$1 // empty" <<< "$answer"; }

output() { printf '%s=%s\n' "$1" "$(tr -d '\r\n' <<< "$2")" >> "$GITHUB_OUTPUT"; }

summary() { cat >> "$GITHUB_STEP_SUMMARY"; }

# Text of an org or a repository in a summary: as code, which nothing in it can end.
quoted() { printf '````text\n%s\n````\n' "$(tr -d '`' <<< "$1")"; }

# Ends the step with sf's own exit code, after saying why and what to do.
end_unless_good() {
  [ "$code" -eq 0 ] && return
  {
    printf '### %s: exit code %s\n\n' "$1" "$code"
    quoted "$(told .message)"
    jq --raw-output '(.actions // [])[] | "- " + gsub("[`<>]"; "")' <<< "$answer"
  } | summary
  echo "::error title=$1::$(told .name): $(told .message | tr '\r\n' '  ')"
  exit "$code"
}
