"""The policy in use: stored releases, the policy reader, the guide directory."""
