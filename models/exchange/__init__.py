"""Records of fingers and faces in the forms that agencies exchange: ANSI/NIST-ITL files and ISO/IEC 19794 records.

Pictures are carried as they are given: packed once by whoever makes the file, never unpacked and packed again here.
"""
