SELECT code AS product, name, kind, gl_code FROM accounts_product
