"""What Windows says of itself: ``systeminfo`` and ``ipconfig /all``, in English and Dutch.

Windows does not run where this program is tested: the readers follow documented and published output.
"""
