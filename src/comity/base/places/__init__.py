"""States, territories, regions and organisations, with their names, codes and histories."""
