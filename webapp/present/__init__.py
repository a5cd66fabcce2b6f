"""From an answer to what a template prints.

Rule: values in, values out; links come from `params.to_args` and `url_for`, marks stay offsets
until the template prints them.
"""
