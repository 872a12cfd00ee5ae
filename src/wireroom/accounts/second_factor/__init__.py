"""The second factor of staff: a code from an app (TOTP, RFC 6238), a passkey, or one of ten codes on paper."""
