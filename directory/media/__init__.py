"""Pictures that people upload: checked, made anew, kept by the hash of their file."""
