"""The tab of the patient page with questionnaires: asked one question after the other, scored and trended."""
