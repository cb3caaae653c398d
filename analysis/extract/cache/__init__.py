"""What is kept between runs: the facts of files, and the reports of audits."""
