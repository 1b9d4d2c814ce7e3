"""Signatures: putting one on a document without unmaking PDF/A and PDF/UA, keeping evidence, judging them."""
