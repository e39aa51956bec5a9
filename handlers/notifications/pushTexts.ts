/** The messages as a telephone shows them on its screen. */
import { type Texts } from "./catalogue";
import { dayIn, expectedIn, statusIn } from "./words";

/** Every push message in every language. Anybody who sees the telephone reads it: it says no more than it must. */
export const pushTexts: Texts<"push"> = {
  orderStatus: {
    en: ({ orderId, status, deliveryDay }) => ({
      title: `Order ${orderId}`,
      body: `Your order ${statusIn("en", status)}.${expectedIn("en", deliveryDay)}`,
    }),
    es: ({ orderId, status, deliveryDay }) => ({
      title: `Pedido ${orderId}`,
      body: `Su pedido ${statusIn("es", status)}.${expectedIn("es", deliveryDay)}`,
    }),
  },
  deliveryDayChanged: {
    en: ({ orderId, deliveryDay }) => ({
      title: `Order ${orderId}`,
      body: `It will now come on ${dayIn("en", deliveryDay)}.`,
    }),
    es: ({ orderId, deliveryDay }) => ({
      title: `Pedido ${orderId}`,
      body: `Llegará ahora el ${dayIn("es", deliveryDay)}.`,
    }),
  },
  orderCancelled: {
    en: ({ orderId }) => ({ title: `Order ${orderId}`, body: "It is cancelled." }),
    es: ({ orderId }) => ({ title: `Pedido ${orderId}`, body: "Está cancelado." }),
  },
};
