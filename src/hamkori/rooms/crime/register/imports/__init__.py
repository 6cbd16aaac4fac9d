"""Files of senders: read by a mapping, held against every edit rule, taken in chunk by chunk or not at all."""
