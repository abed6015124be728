"""EcoWorks' own icons as paths on Tabler's 24 grid: stages, steps, checks, machine states, categories."""

STAGES = {
    "stage-draft": "M6 3h9l4 4v14H6ZM14 3v5h5M9 13h6M9 17h4",
    "stage-received": "M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M4 13h4l1.500 3h5l1.500-3h4M12 3v8M9 8l3 3 3-3",
    "stage-checked": "M3 11V4.500A1.500 1.500 0 0 1 4.500 3H11l9.500 9.500a2 2 0 0 1 0 2.800l-5.200 5.200"
    "a2 2 0 0 1-2.800 0ZM7.300 7.300v.01M10 13.300l2 2 3.600-3.600",
    "stage-stored": "M4 3v18M20 3v18M4 11h16M4 19h16M7.500 11V6.500h5V11M12 19v-4h5v4",
    "stage-quality-check": "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.300 15.300 21 21"
    "M7.700 10.600l2 2 3.600-3.800",
    "stage-ready": "M6 3v18M6 12.500h10V21M6 17h10M12.500 6.500l2.300 2.300L20 3.600",
    "stage-released": "M3 11.500 12 4l9 7.500M5.500 9.800V20h13V9.800M12 17l-2.500-2.400a1.700 1.700"
    " 0 0 1 2.500-2.300"
    " 1.700 1.700 0 0 1 2.500 2.300Z",
}

STEPS = {
    "step-repair": "M3 14h18v4H3ZM7 14V9M17 14V9M5 9h4M15 9h4M10.500 14v4M13.500 14v4M12 4v6M10 6l2-2 2 2",
    "step-strip": "M7 3h7l2 5H5ZM10.500 8v3M8.500 11h4v10h-4ZM16.500 18c1-2 3.500-2 4.500 0M16.500 21h4.500",
    "step-make": "M12 3v9M9 3h6v4H9ZM10 12h4l-2 4ZM4 20h16M7 16.500l-1.500 1.500M17 16.500l1.500 1.500",
    "step-finish": "M6 4h9a1.500 1.500 0 0 1 1.500 1.500v3A1.500 1.500 0 0 1 15 10H6a1.500 1.500 0 0"
    " 1-1.500-1.500v-3"
    "A1.500 1.500 0 0 1 6 4ZM16.500 7H20v5h-8v3M10.500 15h3v6h-3Z",
    "step-upholster": "M4 20 18.500 5.500a1.400 1.400 0 0 1 2 2L6 22M17.500 8.500c-4-4-9-4-11-1s1 6"
    " 4 5 3 6-1 7",
}

ENDS = {
    "end-dismantled": "M7 3v11M7 9h6v5M7 14h6M4 21l4-3M13 21l-2-3M17 8l3 13M17 3v2",
    "end-waste-pops": "M5 7h14M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3M3 3l18 18",
    "end-returned": "M9 14l-4-4 4-4M5 10h9a5 5 0 0 1 0 10h-3",
    "end-lost": "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.300 15.300 21 21M8.700"
    " 8.700a2 2 0 1 1 2.700 2"
    "c-.7.300-.9.700-.9 1.300M10.500 14.200v.01",
}

CHECKS = {
    "check-wish": "M12 20l-7-7a4.500 4.500 0 0 1 7-5.600A4.500 4.500 0 0 1 19 13ZM9 12.500l2 2 4-4",
    "check-before-photo": "M4 8h3l1.500-2.500h7L17 8h3v11H4ZM12 10.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M20 3v2",
    "check-after-photo": "M4 8h3l1.500-2.500h7L17 8h3v11H4ZM9 13.500l2 2 4-4",
    "check-weight": "M5 8h14l2 12H3ZM12 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5M9 15h6",
    "check-pests": "M9 7.500a3 3 0 0 1 6 0V9H9ZM8 9h8v5a4 4 0 0 1-8 0ZM12 9v9M4 12h4M16 12h4M5 6l3 3M19 6l-3 3"
    "M5 19l3-2.500M19 19l-3-2.500",
    "check-age": "M12 4a8 8 0 1 0 8 8M12 8v4l3 2M15.500 4.800v.01M18.500 7.300v.01",
    "check-fire-label": "M5 3h14v18H5ZM12 6c2.500 2 3 3.500 3 5a3 3 0 0 1-6 0c0-1 .5-1.700 1-2"
    " .5.500.7 1 .8 1.500"
    "C11.500 9.500 12 8 12 6ZM8.500 17.500h7",
    "check-repair": "M7 10h3V4.500A5 5 0 0 1 16.500 11l4 4a1.800 1.800 0 0 1-3 3l-4.500-4.500A5 5 0"
    " 0 1 6 7ZM4 20h8",
    "check-waste": "M5 9h8M6 9l.7 11h4.600L12 9M8 9V6.500h2V9M16 4v17M19 9h2M19 14h2M19 19h2M19 4h2",
    "check-mains": "M9 3v4M15 3v4M6 7h12v4a6 6 0 0 1-12 0ZM12 17v4",
    "check-paint": "M4 8h12v3H4ZM16 9.500h4v4h-9v2.500M9.500 16h3v5h-3ZM6 4.500v.01M10 4.500v.01M14 4.500v.01",
    "check-filling": "M4 9c0-3 2-4 4-4h8c2 0 4 1 4 4s0 10-4 10H8c-4 0-4-7-4-10ZM8.500 10c1.500-1.500"
    " 3 1 4.500 0s2-1 2.500-.5"
    "M8.500 14c1.500-1.500 3 1 4.500 0s2-1 2.500-.5",
    "check-stable": "M7 4v16M7 12h9v8M7 16h9M3 20h17M19 6l-2-2-2 2M17 4v6",
    "check-children": "M5 4v17M19 4v17M5 7h14M5 18h14M9.500 7v11M14.500 7v11M12 10.500v.01M12 14.500v.01",
    "check-wall": "M4 3v18M4 7H2M4 12H2M4 17H2M10 5h9v16h-9ZM10 13h9M4 8h3l3 1",
    "check-glass": "M4 4h16v16H4ZM8 12l5-5M8 16l8-8M15 16.500l1.500 1.500L20 14.500",
    "check-place": "M12 3a6 6 0 0 0-6 6c0 4 6 12 6 12s6-8 6-12a6 6 0 0 0-6-6M9.500 9l2 2 3.500-3.500",
}

MACHINES = {
    "machine-free": "M9 3h6v6H9ZM10.500 9h3v3l-1.500 2-1.500-2ZM4 20h16M8.500 16.500l2 2 4.500-4",
    "machine-running": "M9 3h6v6H9ZM10.500 9h3v2.500h-3ZM11 11.500l2 1.200-2 1.200 2 1.200M12 15v2M4 20h16",
    "machine-paused": "M9 3h6v5H9ZM10.500 8h3v2.500l-1.500 2-1.500-2ZM4 20h16M10 15v2.500M14 15v2.500",
    "machine-needs-check": "M8 3h6v5H8ZM9.500 8h3v3L11 13l-1.500-2ZM4 20h9M19 11v5M19 19.500v.01",
    "machine-not-safe": "M8 13V5.500a1.500 1.500 0 0 1 3 0V12M11 5.500v-2a1.500 1.500 0 0 1 3 0V12"
    "M14 5.500a1.500 1.500 0 0 1 3 0"
    "V12M17 7.500a1.500 1.500 0 0 1 3 0V16a6 6 0 0 1-6 6h-2a6 6 0 0 1-5-2.700C6.700 18.800"
    " 5.600 17 3.700 13.800a1.500 1.500 0 0 1"
    " 2.500-1.600L8 14",
}

CATEGORIES = {
    "dining-or-kitchen-chair-wooden": "M6 3v18M6 4h8v5H6M14 9V4M6 13h10v8M6 17h10",
    "dining-chair-upholstered": "M6 3v18M6 4h6a2 2 0 0 1 2 2v4H6M6 13h8a2 2 0 0 1 0 4H6M15 17v4",
    "stool-or-pouffe": "M5 9c0-1.500 3-2.500 7-2.500s7 1 7 2.500v2H5ZM7 11l-1.500 9M17 11l1.500 9M6.500 16h11",
    "easy-or-fireside-chair": "M8 3h7a2 2 0 0 1 2 2v8H6V5a2 2 0 0 1 2-2ZM4 11v6h16v-6M6 17l-1 4M18 17l1 4",
    "office-chair": "M8 3h8l-1 8H9ZM6 14h12M12 14v4M7 21l5-3 5 3M12 11v3M4 11v3h2M20 11v3h-2",
    "armchair": "M6 11V7a3 3 0 0 1 3-3h6a3 3 0 0 1 3 3v4M4 11a2 2 0 0 1 2 2v2h12v-2a2 2 0 1 1 3"
    " 1.700V19H3v-4.300"
    "A2 2 0 0 1 4 11ZM6 19v2M18 19v2",
    "recliner": "M5 4l3 9h8l4 5M8 13l-1 6h8M5 4a2 2 0 0 1 3.500-1.500L11 9M16 13l-2 6M4 21h13M10 9h5v4",
    "sofa-2-seat": "M5 11V8a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v3M4 11a2 2 0 0 1 2 2v2h12v-2a2 2 0 1 1 3"
    " 1.700V18H3v-3.300"
    "A2 2 0 0 1 4 11ZM12 6v9M6 18v2M18 18v2",
    "sofa-3-seat": "M4 11V8a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v3M3 11a1.500 1.500 0 0 1 1.500 1.500V15"
    "h15v-2.500A1.500 1.500 0 1 1 22"
    " 13v5H2v-5A1.500 1.500 0 0 1 3 11ZM9.300 6v9M14.700 6v9M5 18v2M19 18v2",
    "sofa-bed-foam": "M3 5v9M3 6h5a2 2 0 0 1 2 2v4H3M3 14h18v4H3ZM10 12h9a2 2 0 0 1 2 2M5 18v2M19 18v2",
    "sofa-bed-metal": "M3 5v10M3 7h5v5M3 12h18v3H3M8 15l-3 5M8 15l3 5M16 15l-3 5M16 15l3 5",
    "futon": "M3 13c0-3 1-5 4-5h11c2 0 3 1 3 3v3H3ZM3 17h18M6 17v3M18 17v3M12 8v6",
    "chaise-longue": "M4 4c3 0 4 3 4 8M4 4v12h17c0-2-1-4-4-4H8M6 16v4M19 16v4",
    "bedside-unit": "M6 6h12v12H6ZM6 11h12M11 8.500h2M8 18v3M16 18v3M4 6h16",
    "coffee-or-small-table": "M3 10h18v3H3ZM5 13v6M19 13v6M8 16.500h8",
    "kitchen-table": "M2 7h20v3H2ZM5 10l-1 10M19 10l1 10M9 13h6v-3H9Z",
    "dining-table": "M2 8h20v3H2ZM5 11v9M19 11v9M5 14h14",
    "small-desk": "M3 7h18v3H3ZM5 10v10M19 10v10M13 10v4h6",
    "large-desk": "M2 6h20v3H2ZM3 9v11h6V9M21 9v11h-6V9M3 14h6M15 14h6",
    "office-desk": "M2 8h20M4 8v12M14 8v12h7V8M14 12h7M14 16h7M6 8V4h5v4",
    "bench-solid-wood": "M2 12h20v3H2ZM4 15v6M20 15v6M3 5h18v4H3M4 9v3M20 9v3",
    "chest-of-drawers": "M4 5h16v14H4ZM4 9.700h16M4 14.300h16M11 7.300h2M11 12h2M11 16.700h2M6 19v2M18 19v2",
    "dressing-table": "M3 13h18v4H3ZM5 17v4M19 17v4M12 3a4.500 4.500 0 0 1 4.500 4.500V13h-9V7.500"
    "A4.500 4.500 0 0 1 12 3ZM11 15h2",
    "sideboard": "M2 8h20v10H2ZM9 8v10M15 8v10M4 18v2M20 18v2M11.500 13h1M7 13v.01M17 13v.01",
    "wardrobe-single": "M7 3h10v16H7ZM15 10v2M7 16h10M8 19v2M16 19v2",
    "wardrobe-double": "M4 3h16v16H4ZM12 3v13M10 9v2M14 9v2M4 16h16M6 19v2M18 19v2",
    "wall-unit": "M2 3h20v17H2ZM9 3v17M16 3v17M9 8h7M9 13h7M2 13h7M16 13h6M9 16.500h7",
    "welsh-dresser": "M5 3h14v8H5ZM5 7h14M3 11h18v8H3ZM12 14v5M3 14h18M5 19v2M19 19v2M9 5.500v.01M15 5.500v.01",
    "bookcase-or-shelving": "M5 3h14v18H5ZM5 9h14M5 15h14M8 5v4M11 5.500V9M15 11l1.500 4M9 18h4",
    "cabinet-or-bureau": "M4 4h16v15H4ZM4 10l16 0M4 10l2 4h12l2-4M11 16.500h2M6 19v2M18 19v2",
    "tv-unit": "M2 13h20v5H2ZM9 13v5M15 13v5M5 3h14v8H5ZM4 18v2M20 18v2",
    "blanket-box": "M3 9h18v9H3ZM3 9c0-2 1-3 2-3h14c1 0 2 1 2 3M10.500 9v3h3V9M5 18v2M19 18v2",
    "headboard": "M3 20V9a6 6 0 0 1 6-4h6a6 6 0 0 1 6 4v11M3 14h18M8 14V5.200M16 14V5.200M12 14V5",
    "filing-cabinet-small": "M6 7h12v13H6ZM6 13.500h12M10.500 10h3M10.500 16.500h3",
    "filing-cabinet-large": "M6 2h12v20H6ZM6 7h12M6 12h12M6 17h12M10.500 4.500h3M10.500 9.500h3"
    "M10.500 14.500h3M10.500 19.500h3",
    "bed-base-single": "M3 6v13M3 12h18v4H3M21 12v7M7 12v4M12 12v4M17 12v4",
    "bed-base-double": "M2 5v14M2 11h20v5H2M22 11v8M6 11v5M10 11v5M14 11v5M18 11v5",
    "bed-base-king": "M2 4v15M22 8v11M2 10h20v6H2M5.300 10v6M8.700 10v6M12 10v6M15.300 10v6M18.700"
    " 10v6M2 5h4v5",
    "bunk-or-cabin-bed": "M4 3v18M20 3v18M4 8h16M4 11h16M4 15h16M4 18h16M14 8v10M17 8v10",
    "mattress-single": "M3 10a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2ZM7 12"
    "v.01M12 12v.01M17 12v.01",
    "mattress-double": "M2 9a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2ZM2 13h20"
    "M7 10v.01M12 10v.01"
    "M17 10v.01",
    "mattress-king": "M2 8a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2ZM2 14h20M6"
    " 10v.01M10 10v.01"
    "M14 10v.01M18 10v.01M12 14v4",
    "cot": "M4 4v17M20 4v17M4 7h16M4 17h16M8 7v10M12 7v10M16 7v10",
    "high-chair": "M8 3h6v7M8 3v7l-3 11M14 10l4 11M6 10h12v3H7M7 17h10",
    "lamp": "M9 3h6l3 8H6ZM12 11v8M8 20c0-1 2-1.500 4-1.500s4 .5 4 1.500Z",
    "vacuum-cleaner": "M9 13a5 5 0 1 1 0 8H5v-3a5 5 0 0 1 4-5ZM12 16.500v.01M8 13C6 6 8 3 11 3h1M3 21h14",
    "microwave": "M2 6h20v12H2ZM5 9h10v6H5ZM18.500 9.500v.01M18.500 12.500v2M4 18v2M20 18v2",
    "sewing-machine": "M3 18h18v3H3ZM17 18V8H7v4M7 8a3 3 0 0 1 3-3h8a2 2 0 0 1 2 2v11M7 12v3.500"
    "M5.500 12h3M13 5V3M17 11h3",
    "washing-machine": "M5 3h14v18H5ZM12 9a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9M8 6v.01M11 6"
    "h1M9 13.500c2 1.500 4-1.500 6 0",
    "bicycle-adult": "M6 12.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8M18 12.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8M6"
    " 16.500l4-8h6l2 8M10 8.500"
    "l3.500 8H6M13.500 16.500l3-8M8.500 6.500H11M15 5h2.500",
}

DRAWN: dict[str, str] = {
    **STAGES,
    **STEPS,
    **ENDS,
    **CHECKS,
    **MACHINES,
    **{f"category-{slug}": path for slug, path in CATEGORIES.items()},
}
