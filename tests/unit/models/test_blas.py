import time

import numpy as np
import pytest

from models import blas


def test_matrix_products_stay_on_the_thread_that_asked() -> None:
    if blas.threads() is None:
        pytest.skip("this NumPy was built with another library")
    assert blas.use_one_thread() and blas.threads() == 1
    a = np.ones((600, 600), np.float32)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(20):
        a @ a
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert cpu < 1.5 * wall + 0.05
