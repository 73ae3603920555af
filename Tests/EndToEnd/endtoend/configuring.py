"""A configuration for the demo's site whose notice tests can change."""


def notice(**changes):
    """A small notice; `changes` replace its members."""
    return {
        "id": "small",
        "version": "1",
        "categories": [
            {"id": "essential", "purposes": ["keep_choice"]},
            {"id": "functional", "purposes": ["remember_settings"]},
            {"id": "analytics", "purposes": ["measure_usage"]},
            {"id": "marketing", "purposes": ["measure_campaigns"]},
        ],
        "texts": {
            "en": {
                "title": "Your choice",
                "text": "May we measure how this site is used?",
                "categories": {
                    "essential": {"title": "Essential", "text": "Keeps your choice."},
                    "functional": {"title": "Comfort", "text": "Remembers settings."},
                    "analytics": {"title": "Statistics", "text": "Which pages are read."},
                    "marketing": {"title": "Advertising", "text": "What led you here."},
                },
            }
        },
        **changes,
    }


def configuration(base, origins=(), shown=None, others=(), **site):
    """`origins` may send in the demo's name beside the collector's own pages."""
    return {
        "trusted_proxies": ["127.0.0.0/8", "::1"],
        "sites": [
            {
                "id": "demo",
                "origins": [base, *origins],
                "notice": "small",
                **site,
            },
            *({"notice": "small", **other} for other in others),
        ],
        "notices": [shown or notice()],
    }
