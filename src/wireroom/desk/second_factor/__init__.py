"""The second factor at the desk: asked after the password, kept in the account, taken away by administrators."""
