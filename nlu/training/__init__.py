"""Makes the models in nlu/models from the labelled text in nlu/data, and scores them. Needs scikit-learn."""
