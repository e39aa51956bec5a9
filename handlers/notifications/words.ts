/** Words that several messages share. */
import { type Locale, type OrderStatus } from "./catalogue";

/** A day as people of a language write it; YYYY-MM-DD in, `Tuesday, May 5` out. */
export const dayIn = (locale: Locale, day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(locale === "es" ? "es-US" : "en-US", {
    weekday: "long",
    month: "long",
    day: "numeric",
    timeZone: "UTC",
  });

/** What became of an order, after "your order". */
export const statusIn = (locale: Locale, status: OrderStatus): string => {
  const words: Record<Locale, Record<OrderStatus, string>> = {
    en: {
      placed: "has been placed",
      packed: "has been packed",
      shipped: "is on its way",
      delivered: "has been delivered",
      cancelled: "has been cancelled",
    },
    es: {
      placed: "ha sido recibido",
      packed: "ha sido preparado",
      shipped: "está en camino",
      delivered: "ha sido entregado",
      cancelled: "ha sido cancelado",
    },
  };
  return words[locale][status];
};

/** When an order comes: a sentence of its own, or nothing when the day is not known. */
export const expectedIn = (locale: Locale, day: string): string => {
  if (!day) return "";
  return locale === "es" ? ` Entrega prevista: ${dayIn(locale, day)}.` : ` Expected on ${dayIn(locale, day)}.`;
};
