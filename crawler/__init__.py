"""The web edge: a Scrapy project. Deployed to scrapyd it is imported from a zip file, and unpacks itself first."""

from zipimport import zipimporter

_loader = __spec__.loader
if isinstance(_loader, zipimporter):
    from crawler.egg import unpack

    __path__[:] = [str(unpack(_loader.archive) / "crawler")]
