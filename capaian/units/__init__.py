"""Unit files for systemd and a line for cron; docs/unattended.md says what to do with them."""
