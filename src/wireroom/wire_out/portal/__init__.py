"""The portal: where people at client newsrooms sign in, read the wire, search it, copy and download from it."""
