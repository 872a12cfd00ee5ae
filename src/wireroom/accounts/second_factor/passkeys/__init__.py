"""Passkeys (Web Authentication Level 3): keys on devices that answer a challenge when they know who is there."""
