"""Matching: raw scores to likelihood ratios, one decision from many parts, one gallery for both modalities."""
