# 2026-11-23 13:00:00 by RouterOS 7.15.3
# software id = AAAA-BBBB
#
# model = RB5009UG+S+
/interface bridge
add admin-mac=24:A4:3C:00:53:01 auto-mac=no comment=defconf name=bridge
/interface wifi security
add authentication-types=wpa2-psk name=thuis passphrase=DitMagNergensStaan
/ip dhcp-server
add address-pool=default-dhcp interface=bridge lease-time=1d name=defconf
/ip dhcp-server lease
add address=192.168.88.10 client-id=1:0:11:32:0:53:10 comment=\
    "NAS in the \"cupboard\"" mac-address=00:11:32:00:53:10 server=defconf
add address=192.168.88.30 mac-address=00:80:77:00:53:20 server=defconf
add address=192.168.88.31 disabled=yes mac-address=3C:52:82:00:53:31 server=\
    defconf
/ip dhcp-server network
add address=192.168.88.0/24 comment=defconf dns-server=192.168.88.1,9.9.9.9 \
    gateway=192.168.88.1
/ip dns
set allow-remote-requests=yes servers=9.9.9.9
/user
add group=full name=technicus password=OokDitNiet
