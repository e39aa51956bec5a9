/** The messages as e-mail: a subject on one line and plain text. */
import { type Texts } from "./catalogue";
import { dayIn, expectedIn, statusIn } from "./words";

/** Every e-mail in every language. */
export const emailTexts: Texts<"email"> = {
  orderStatus: {
    en: ({ orderId, status, deliveryDay }) => ({
      subject: `Your order ${orderId}`,
      text: `Hello,\n\nyour order ${orderId} ${statusIn("en", status)}.${expectedIn("en", deliveryDay)}\n\nThank you for contacting us.`,
    }),
    es: ({ orderId, status, deliveryDay }) => ({
      subject: `Su pedido ${orderId}`,
      text: `Hola:\n\nSu pedido ${orderId} ${statusIn("es", status)}.${expectedIn("es", deliveryDay)}\n\nGracias por contactarnos.`,
    }),
  },
  deliveryDayChanged: {
    en: ({ orderId, deliveryDay }) => ({
      subject: `New delivery day for your order ${orderId}`,
      text: `Hello,\n\nyour order ${orderId} will now come on ${dayIn("en", deliveryDay)}.\n\nIf you did not ask for this, please call us.`,
    }),
    es: ({ orderId, deliveryDay }) => ({
      subject: `Nuevo día de entrega de su pedido ${orderId}`,
      text: `Hola:\n\nSu pedido ${orderId} llegará ahora el ${dayIn("es", deliveryDay)}.\n\nSi no lo ha pedido usted, llámenos.`,
    }),
  },
  orderCancelled: {
    en: ({ orderId }) => ({
      subject: `Your order ${orderId} is cancelled`,
      text: `Hello,\n\nyour order ${orderId} is cancelled.\n\nIf you did not ask for this, please call us.`,
    }),
    es: ({ orderId }) => ({
      subject: `Su pedido ${orderId} está cancelado`,
      text: `Hola:\n\nSu pedido ${orderId} está cancelado.\n\nSi no lo ha pedido usted, llámenos.`,
    }),
  },
  survey: {
    en: ({ link }) => ({
      subject: "How did we do?",
      text: `Hello,\n\nthank you for contacting us. One question, one click:\n\n${link}\n\nThe link works once.`,
    }),
    es: ({ link }) => ({
      subject: "¿Cómo lo hicimos?",
      text: `Hola:\n\nGracias por contactarnos. Una pregunta, un clic:\n\n${link}\n\nEl enlace funciona una sola vez.`,
    }),
  },
  missedYou: {
    en: ({ queue }) => ({
      subject: "Sorry we missed you",
      text: `Hello,\n\nwe are sorry that you waited for ${queue} in vain. Please contact us again; we are glad to help.`,
    }),
    es: ({ queue }) => ({
      subject: "Sentimos no haberle atendido",
      text: `Hola:\n\nSentimos que haya esperado en vano en ${queue}. Póngase de nuevo en contacto; le ayudaremos con gusto.`,
    }),
  },
};
