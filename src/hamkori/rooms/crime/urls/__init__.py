"""Addresses of the crime room: `public` under the language, `desk` under the desk."""
