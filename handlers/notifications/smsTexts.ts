/** The messages as text messages. Two segments are plenty; three are the most that is sent (`segments.ts`). */
import { type Texts } from "./catalogue";
import { dayIn, expectedIn, statusIn } from "./words";

/** Every text message in every language. Characters a telephone has no room for are rewritten by `forSms`. */
export const smsTexts: Texts<"sms"> = {
  orderStatus: {
    en: ({ orderId, status, deliveryDay }) =>
      `Your order ${orderId} ${statusIn("en", status)}.${expectedIn("en", deliveryDay)}`,
    es: ({ orderId, status, deliveryDay }) =>
      `Su pedido ${orderId} ${statusIn("es", status)}.${expectedIn("es", deliveryDay)}`,
  },
  deliveryDayChanged: {
    en: ({ orderId, deliveryDay }) => `Your order ${orderId} will now come on ${dayIn("en", deliveryDay)}.`,
    es: ({ orderId, deliveryDay }) => `Su pedido ${orderId} llegará ahora el ${dayIn("es", deliveryDay)}.`,
  },
  orderCancelled: {
    en: ({ orderId }) => `Your order ${orderId} is cancelled.`,
    es: ({ orderId }) => `Su pedido ${orderId} está cancelado.`,
  },
  survey: {
    en: ({ link }) => `Thank you for contacting us. How did we do? ${link} Reply STOP to get no more messages.`,
    es: ({ link }) => `Gracias por contactarnos. ¿Cómo lo hicimos? ${link} Responda STOP para no recibir más mensajes.`,
  },
  missedYou: {
    en: ({ queue }) => `Sorry we missed you while you waited for ${queue}. Please call us again; we are glad to help.`,
    es: ({ queue }) => `Sentimos no haberle atendido en ${queue}. Llámenos de nuevo; le ayudaremos con gusto.`,
  },
};
