"""Pure rules of networks: addresses, subnets, MAC addresses."""
