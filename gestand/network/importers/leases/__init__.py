"""Lists of DHCP leases as routers and servers write them."""
