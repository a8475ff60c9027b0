SELECT code AS branch, name FROM identity_branch
