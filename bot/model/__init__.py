"""Language models behind one port: the hosted API, servers that speak it, a child on this computer."""
