"""Prompts on their way in and out: one file a format, and what all formats have in common.

Bytes in, values out, and back. Nothing here touches a disk, a store or a clock, and nothing that was read is ever
executed, rendered or followed.
"""
