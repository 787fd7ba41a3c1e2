"""What a person does with her own data, and what is done with it for her."""
