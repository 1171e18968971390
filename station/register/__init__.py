"""Who was here and who is in the country: past travellers, and the register of stays."""
