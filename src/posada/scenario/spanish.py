"""Spanish words that people write where a name of posada's own, in English, is meant.

Names of columns, settings and choices are English; whoever works in Spanish often writes her own.
"""

from __future__ import annotations

from collections.abc import Container

# As `plain` writes them: small letters without accents.
MEANT: dict[str, tuple[str, ...]] = {
    # columns and settings
    "nombre": ("name",),
    "tipo": ("kind",),
    "pais": ("country",),
    "estado": ("region", "status"),
    "latitud": ("latitude",),
    "longitud": ("longitude",),
    "capacidad": ("shelter_capacity", "capacity"),
    "temperatura": ("temperature_c",),
    "fuente": ("source",),
    "fuentes": ("sources",),
    "confianza": ("confidence",),
    "nota": ("note",),
    "notas": ("note",),
    "desde": ("from_place",),
    "origen": ("origin", "from_place"),
    "hasta": ("to_place", "date_end"),
    "destino": ("destination", "to_place"),
    "distancia": ("length_km",),
    "kilometros": ("length_km",),
    "modo": ("mode",),
    "grupo": ("group",),
    "proporcion": ("share",),
    "porcentaje": ("share",),
    "fecha": ("date",),
    "dia": ("date", "day"),
    "fin": ("date_end",),
    "lugar": ("place",),
    "personas": ("people",),
    "cantidad": ("quantity", "people"),
    "valor": ("value",),
    "descripcion": ("description",),
    "unidad": ("unit",),
    "organizacion": ("organisation", "name"),
    "almacen": ("depot",),
    "articulo": ("item",),
    "estandar": ("standard",),
    "peso": ("weight_kg",),
    "vence": ("expires",),
    "caducidad": ("expires",),
    "titulo": ("title",),
    "inicio": ("start", "date_start"),
    "corte": ("as_of",),
    # choices
    "si": ("yes",),
    "poblacion": ("town", "population"),
    "pueblo": ("town",),
    "ciudad": ("town",),
    "albergue": ("site", "shelter"),
    "campamento": ("site",),
    "refugio": ("site", "shelter"),
    "cruce": ("crossing",),
    "frontera": ("crossing",),
    "a pie": ("foot",),
    "pie": ("foot",),
    "caminando": ("foot",),
    "aventon": ("lift",),
    "camion": ("bus", "lift"),
    "autobus": ("bus",),
    "alta": ("high",),
    "media": ("medium",),
    "baja": ("low",),
    "supuesto": ("assumption",),
    "cierre": ("closure",),
    "apertura": ("opening",),
    "cupo": ("quota",),
    "transporte": ("transport",),
    "asilo": ("asylum",),
    "descanso": ("rest",),
    "muerte": ("death",),
    "herida": ("injury",),
    "desaparicion": ("missing",),
    "deportacion": ("deportation",),
    "ataque": ("attack",),
    "otro": ("other",),
    "una vez": ("once",),
    "diario": ("day",),
    "agua": ("water",),
    "comida": ("food",),
    "alimentos": ("food",),
    "ropa": ("clothing",),
    "cobijas": ("bedding",),
    "salud": ("health",),
    "higiene": ("hygiene",),
    "publico": ("public",),
    "socios": ("partners",),
    "reservado": ("restricted",),
    "aceptada": ("accepted",),
    "rechazada": ("declined",),
    "cambiada": ("changed",),
    "propuesta": ("proposed",),
}


def meant_in_spanish(word: str, names: Container[str]) -> str:
    """The one of the names that a Spanish word stands for, or ''.

    Parameters
    ----------
    word : small letters without accents
    names : what may be meant
    """
    return next((name for name in MEANT.get(word, ()) if name in names), "")
