"""Look for secrets in what git holds: `python -m tests.secret_scan`; `--accept` keeps what is none."""

import json
import subprocess
import sys
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings


ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "secrets.json"
# Where people write; what else there is are tables of facts, pictures and hashes of locked packages.
ENDINGS = {".py", ".md", ".toml", ".sh", ".js", ".in", ".yml", ".cfg", ".env", ".pem", ".key", ""}
PLUGINS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector",
    "GitLabTokenDetector", "JwtTokenDetector", "KeywordDetector", "NpmDetector", "OpenAIDetector",
    "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector",
    "TwilioKeyDetector",
)  # fmt: skip


def found():
    """For each file the hashes of what looks like a secret."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = [
        name for name in listed.split("\0")
        if name and Path(name).suffix in ENDINGS and "/facts/" not in name and not name.startswith("LICENSES/")
    ]  # fmt: skip
    secrets = SecretsCollection(root=str(ROOT))
    with transient_settings({"plugins_used": [{"name": one} for one in PLUGINS]}):
        for name in names:
            secrets.scan_file(name)
    made = {}
    for name, one in secrets:
        made.setdefault(name, {})[one.secret_hash] = f"{name}:{one.line_number} {one.type}"
    return made


def main(arguments):
    """Say what is new; the number of them is the program's answer."""
    seen = found()
    if "--accept" in arguments:
        text = json.dumps({name: sorted(ones) for name, ones in sorted(seen.items())}, indent=2)
        KEPT.write_text(f"{text}\n", encoding="utf-8")
        return 0
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    new = [told for name, ones in seen.items() for one, told in ones.items() if one not in kept.get(name, [])]
    for told in new:
        print(f"{told}: take it out and change it; if it is none, run `python -m tests.secret_scan --accept`.")  # noqa: T201 -- a program
    return min(len(new), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
