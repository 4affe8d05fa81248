import pytest

pytest.register_assert_rewrite("tests.extract.marks")
