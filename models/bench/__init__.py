"""`python -m models.bench`: this core beside NBIS, face_recognition and Faiss, on one machine and the same prints."""
