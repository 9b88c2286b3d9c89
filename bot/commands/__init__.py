"""The verbs, one file each or per family: the definition on top, the handler below."""
