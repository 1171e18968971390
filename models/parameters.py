"""Every constant of the algorithms, each with its source. Lengths are pixels at 500 ppi, angles are radians."""

from __future__ import annotations

import math

# --- Fingers -----------------------------------------------------------------------------------------------

PPI = 500.0  # the resolution every finger algorithm here works at

# Sensible bounds of an image; above, a slap at 1000 ppi (ANSI/NIST-ITL: 3.2 inch) still fits.
MIN_IMAGE_SIDE = 32
MAX_IMAGE_SIDE = 8192  # models.picture holds the limits of packed pictures, before they are unpacked
# Share of the octets that a JPEG 2000 picture takes when it is packed again without loss; below it was cut to a rate.
# Own trial on prints of three sensors: whole ones 1.00 to 1.12 by six settings, cut to half of the raw size 0.98.
JPEG_2000_WHOLE = 0.985
# An encoder's "not known", -1 in one octet: 255 is no resolution of any reader.
NO_PPI = 255

# Segmentation: mean gradient magnitude as in pyfing's GMFS (R. Cappelli, "Unveiling the power of simplicity:
# two remarkably effective methods for fingerprint segmentation", IEEE Access 2023); own thresholds.
SEGMENT_SIGMA = 13 / 3  # Gaussian window over the gradient magnitude
SEGMENT_PERCENTILE = 95  # the magnitude that stands for "certainly ridges"
SEGMENT_RATIO = 0.12  # of that percentile: still foreground
SEGMENT_PIECE = 0.1  # of the largest connected area: smaller ones are dirt
SEGMENT_CLOSE = 6  # erosions and dilations of a 3x3 element that close gaps, then remove islands
SEGMENT_MIN_CONTRAST = 4.0  # grey levels per pixel; a flatter image has no ridges

# How a finger lies on the platen, for live guidance. All limits are our own. Laid on the platen of a 4500, outside of
# them lie none of 240 prints of a U.are.U 4000, one in eleven of FVC2002 DB1 (cut off by the smaller platen), and one
# in seven of FVC2004 DB2, whose people were asked to place their fingers badly.
PLACEMENT_BLOCK = 16
PLACEMENT_RIDGES = 20.0  # grey levels: standard deviation of a block in which ridges touch
PLACEMENT_SOLID = 128  # a block darker than this touches, ridges or not
PLACEMENT_NOTHING = 10.0  # square millimetres; less is dirt, not a finger
PLACEMENT_SMALL = 90.0
PLACEMENT_PALE, PLACEMENT_SOAKED = 0.08, 0.70  # mean darkness of what touches, 0 white .. 1 black
PLACEMENT_ASIDE, PLACEMENT_ALONG = 3.0, 3.5  # millimetres from the middle, across and along the finger
# Correlation of the ridges of two pictures in a row; a shift of a seventh of a ridge period (70 um) gives about this.
PLACEMENT_STILL = 0.6

# Minutiae: LEADER (R. Cappelli and M. Ferrara, arXiv:2602.15493).
LEADER_MULTIPLE = 32  # four halvings and the dilated stem's two: sides must divide by this
LEADER_QUALITY = 0.2  # of the network's own confidence: hard captures need the doubtful ones, clean ones do not mind
LEADER_CROP = 0.85  # of the image's area: a larger crop is not worth its losses
LEADER_MARGIN = 16  # pixels around the foreground: with less, minutiae at its rim are lost
MAX_MINUTIAE = 255  # ISO/IEC 19794-2:2005 counts the minutiae of a view in one byte
MIN_MINUTIAE = 4  # fewer carry no identity: MCC needs two neighbours, relaxation a few pairs

# Minutia Cylinder-Code (R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code: A New Representation and
# Matching Technique for Fingerprint Recognition", IEEE TPAMI 32(12), 2010), table 3, bit-based variant.
MCC_RADIUS = 70.0
MCC_CELLS = 16  # along the side of the base
MCC_LAYERS = 6  # of direction
MCC_SIGMA_S = 28 / 3
MCC_SIGMA_D = 2 * math.pi / 9
MCC_MU_PSI = 0.01  # a cell's bit is set above this
MCC_OMEGA = 50.0  # the convex hull of the minutiae grows by this before a cell counts as valid
MCC_MIN_VALID = 0.75  # of the cells in a valid cylinder
MCC_MIN_NEIGHBOURS = 2  # minutiae that contribute to a valid cylinder
MCC_MIN_COMMON = 0.60  # of the cells valid in both cylinders of a pair
MCC_MAX_TURN = math.pi / 2  # between the directions of a pair
MCC_TURNED = math.pi / 3  # own: of the second look; the two overlap by as much as directions of one print differ

# Local similarity sort with relaxation, same paper, section 4 and table 3.
LSSR_MIN_PAIRS = 4
LSSR_MAX_PAIRS = 8  # the paper: 12; hard captures share few minutiae
LSSR_MU_PAIRS = 20.0
LSSR_TAU_PAIRS = 0.4
LSSR_ITERATIONS = 5
LSSR_WEIGHT = 0.5
LSSR_DISTINCT = 2  # own addition: power of a pair's similarity relative to the best of its row and column
LSSR_MU = (5.0, math.pi / 12, math.pi / 12)
LSSR_TAU = (-1.6, -30.0, -30.0)

# Scores of partial prints, brought to the scale of whole ones (models.matching.calibration). Own parameters.
STANDARD_LEAST, STANDARD_MOST = 4, 60  # cylinders between which the tail of the impostors was fitted
STANDARD_LEAST_AREA, STANDARD_MOST_AREA = 500.0, 60_000.0  # the same for areas, square pixels
WHOLE_CYLINDERS, WHOLE_AREA = 40, 50_000.0  # about the median of 480 prints of four sets
LEAST_SIMILARITY = 1e-4  # a logarithm needs one
LEAST_CYLINDERS = 5  # one more than the pairs that make a score (LSSR_MIN_PAIRS); below, impostors follow no rule
CROPS = (96, 128, 160, 200)  # pixels a side of the partial prints that scores are calibrated and tested on
# By what a second look the other way round must be better, so that it hardly adds to the false matches: of 22,656
# impostor pairs of whole prints it brings a tenth as many to the score for FMR 1 % as the first look, to 0.1 % none.
TURNED_ODDS = 5
EXCHANGED_GAIN = 20  # how much more likely a finger must be another one of the record before anybody is asked

# NFIQ 2: a failure is a value of its own (ISO/IEC 29794-4, TR-03121-3-1 4.4.4).
NFIQ2_FAILED = 255

# Stage 1 of a search: projected cylinders. Own parameters, chosen on public sets of three sensors.
SEARCH_DIMENSIONS = 62  # principal components of a cylinder's bits
SEARCH_WHITENING = 0.5  # a component is divided by its variance to this power
SEARCH_DIRECTION = 0.3  # weight of the direction's cosine beside the cylinder's
SEARCH_MINUTIAE = 20  # the most certain minutiae of a print
SEARCH_BEST = 6  # of the probe's minutiae count, those that found the best counterpart
SEARCH_LARGEST = 0.6  # of a component of such a vector in eight bits; one in 20,000 is cut off
SEARCH_FIRST = 10  # minutiae of each stored print that a search looks at first
# Beside a face the first look takes the fingers with most cylinders until they have so many: two whole prints, three or
# four cut ones. Of 91 whole probes of 13 people of four sensors none fell below the best 2 % of 3,013 either way.
SEARCH_FIRST_CYLINDERS = 60
SEARCH_FURTHER = 2048  # people, and at least an eighth, of whom it then looks at all
SEARCH_CANDIDATES = 100  # people who go on to full matching

# --- Faces -------------------------------------------------------------------------------------------------

FACE_NUMBERS = 128  # of a face in records from before encoders had names
# People who go on from the leading encoder's pass to the score of all encoders together. Among 300,000 invented people
# (drawn with the means and covariances of LFW) 500, 1,000 and 2,000 kept 99.5, 99.95 and 100 % of the ten best of 400
# probes, and every mate that was among them; among 1,000,000 whose two vectors have nothing in common (models.bench),
# 4,000, 8,000, 12,000 and 16,000 kept 99.55, 99.85, 99.95 and 100 % of the ten best of 200 probes, and every mate.
SEARCH_FACES = 16_000

# --- Operation ---------------------------------------------------------------------------------------------

# Self-evaluation (models.operation). Own choices unless a source is named; tests/load/self_evaluation.py tries them.
OPERATION_FEW_PEOPLE = 30  # fewer behind a rate or a group: no figure
OPERATION_FEW_OTHERS = 10  # fewer outside a group: no figure, as the total less the group would name them
OPERATION_FEW_ERRING = 5  # people who erred; with fewer only limits are told
OPERATION_FEW_KNOWN = 30  # known cases of each kind, before what operators said is corrected by how often they err
OPERATION_DRAWS = 4000  # of what is uncertain about the operators
# Rounds that the sampler for cases whose truth nobody knows forgets, draws that it keeps of each chain, rounds between.
OPERATION_FORGOTTEN, OPERATION_KEPT, OPERATION_APART = 20, 8, 3
OPERATION_SIZES_ALIKE = 2.0  # galleries up to so many times as large are counted together (TR-03121-3-1 3.10)
OPERATION_PERMUTATIONS = 999
# Share of looks that may report anything where there is no difference. At most 5 % are wanted; p is itself sampled.
OPERATION_ALARM = 0.03
OPERATION_ALARM_RATIO = 1.25  # the interval of the ratio must lie above it: smaller differences are no reason to act
OPERATION_POWER = 0.8  # a difference that "could have been found" is one found so often
OPERATION_BETS = (1.2, 1.5, 2.0, 3.0)  # times the claimed rate, that evidence against the claim is looked for at
OPERATION_CLAIMED_FNMR = 0.02  # that a station looks for evidence against (TR-03121-3-1 4.10: FNMR below 2 %)
OPERATION_LOOKS = 52  # a year
OPERATION_BUDGET = 0.05  # false alarms a year over all that is looked at every week; half for rates, half for groups

# --- What a supervisor is shown ------------------------------------------------------------------------------

# Likelihood ratios below which a word of the verbal scale holds: ENFSI, "Guideline for Evaluative Reporting in Forensic
# Science", 2015 (version 3.0), table of verbal equivalents; mirrored below 1.
VERBAL_SCALE = (
    (2.0, "none"),
    (10.0, "weak"),
    (100.0, "moderate"),
    (1_000.0, "moderately_strong"),
    (10_000.0, "strong"),
    (1_000_000.0, "very_strong"),
    (math.inf, "extremely_strong"),
)
CURVE_STEP, CURVE_REACH = 0.25, 30.0  # of the curves on which a total stands: natural-log likelihood ratio
CURVE_SMOOTH = 1.0  # sigma of the window over them, for the eye alone
# Of a pair's score after relaxation (FingerComparison.pair_scores): from here a line is drawn between its minutiae. Own
# trial on prints of four sets (U.are.U 4000, FVC2002 DB1 and DB3, FVC2004 DB2): in 6,480 comparisons of two fingers the
# highest pair came to 0.043, and one comparison in eight had a pair of 0.02. At 0.06 three lines or more are drawn in
# 209 of 210 comparisons of one finger on the first three sets, in 70 of 100 of the badly placed fingers of the last.
PAIR_AGREES = 0.06
