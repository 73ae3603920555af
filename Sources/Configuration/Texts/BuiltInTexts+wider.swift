/// Arabic, Hindi, Japanese, Turkish, Chinese in simplified characters.
extension BuiltInTexts {
    static let arabic = texts(
        acceptAll: "قبول الكل",
        rejectAll: "رفض الكل",
        choose: "اختيار",
        save: "حفظ الاختيار",
        close: "إغلاق",
        reopen: "خيارات الخصوصية",
        alwaysOn: "مفعّل دائمًا",
        services: "الخدمات وملفات تعريف الارتباط",
        gpcHonored: "تمت مراعاة رفضك: متصفحك يرسل إشارة Global Privacy Control.",
        privacy: "سياسة الخصوصية",
        changed: "تغيّر ما نطلبه منك منذ اختيارك الأخير. يُرجى الاختيار من جديد.",
        record: "اختيارك مسجَّل تحت هذا الرقم:",
        failed: "تعذّر تسجيل اختيارك. يُرجى المحاولة مرة أخرى.",
        placeholder: "هذا المحتوى من موقع آخر وينتظر اختيارك.",
        loadOnce: "تحميل مرة واحدة",
        loadAlways: "تحميل دائمًا",
        stillRuns: "بعض ما أوقفته لا يزال يعمل في هذه الصفحة إلى أن يُعاد تحميلها.",
        reload: "إعادة تحميل الصفحة"
    )

    static let hindi = texts(
        acceptAll: "सभी स्वीकार करें",
        rejectAll: "सभी अस्वीकार करें",
        choose: "चुनें",
        save: "चुनाव सहेजें",
        close: "बंद करें",
        reopen: "गोपनीयता विकल्प",
        alwaysOn: "हमेशा चालू",
        services: "सेवाएँ और कुकी",
        gpcHonored: "आपकी मनाही मानी गई: आपका ब्राउज़र Global Privacy Control भेजता है।",
        privacy: "गोपनीयता नीति",
        changed:
            "आपके पिछले चुनाव के बाद से वह बदल गया है जो हम आपसे पूछते हैं। कृपया फिर से चुनें।",
        record: "आपका चुनाव इस संख्या के तहत दर्ज है:",
        failed: "आपका चुनाव दर्ज नहीं हो सका। कृपया फिर से कोशिश करें।",
        placeholder: "यह सामग्री किसी अन्य साइट से है और आपके चुनाव की प्रतीक्षा में है।",
        loadOnce: "एक बार लोड करें",
        loadAlways: "हमेशा लोड करें",
        stillRuns: "आपने जो बंद किया है, उसमें से कुछ इस पेज पर तब तक चलता रहेगा जब तक इसे दोबारा लोड नहीं किया जाता।",
        reload: "पेज दोबारा लोड करें"
    )

    static let japanese = texts(
        acceptAll: "すべて受け入れる",
        rejectAll: "すべて拒否する",
        choose: "選択する",
        save: "選択を保存",
        close: "閉じる",
        reopen: "プライバシーの選択",
        alwaysOn: "常に有効",
        services: "サービスと Cookie",
        gpcHonored: "拒否を尊重しています：お使いのブラウザーは Global Privacy Control を送信しています。",
        privacy: "プライバシーポリシー",
        changed: "前回の選択以降、お尋ねする内容が変わりました。もう一度選択してください。",
        record: "選択は次の番号で記録されています：",
        failed: "選択を記録できませんでした。もう一度お試しください。",
        placeholder: "このコンテンツは別のサイトのもので、あなたの選択を待っています。",
        loadOnce: "一度だけ読み込む",
        loadAlways: "常に読み込む",
        stillRuns: "オフにしたものの一部は、このページが再読み込みされるまで動作し続けます。",
        reload: "ページを再読み込み"
    )

    static let turkish = texts(
        acceptAll: "Tümünü kabul et",
        rejectAll: "Tümünü reddet",
        choose: "Seç",
        save: "Seçimi kaydet",
        close: "Kapat",
        reopen: "Gizlilik seçenekleri",
        alwaysOn: "Her zaman açık",
        services: "Hizmetler ve çerezler",
        gpcHonored: "Reddiniz dikkate alındı: tarayıcınız Global Privacy Control gönderiyor.",
        privacy: "Gizlilik politikası",
        changed: "Sizden istediklerimiz son seçiminizden bu yana değişti. Lütfen yeniden seçin.",
        record: "Seçiminiz bu numarayla kayıtlıdır:",
        failed: "Seçiminiz kaydedilemedi. Lütfen yeniden deneyin.",
        placeholder: "Bu içerik başka bir siteden geliyor ve seçiminizi bekliyor.",
        loadOnce: "Bir kez yükle",
        loadAlways: "Her zaman yükle",
        stillRuns:
            "Kapattıklarınızın bir kısmı, bu sayfa yeniden yüklenene kadar çalışmaya devam eder.",
        reload: "Sayfayı yeniden yükle"
    )

    static let chinese = texts(
        acceptAll: "全部接受",
        rejectAll: "全部拒绝",
        choose: "选择",
        save: "保存选择",
        close: "关闭",
        reopen: "隐私选项",
        alwaysOn: "始终启用",
        services: "服务和 Cookie",
        gpcHonored: "已尊重您的拒绝：您的浏览器发送了 Global Privacy Control 信号。",
        privacy: "隐私政策",
        changed: "自您上次选择以来，我们询问的内容有所变化。请重新选择。",
        record: "您的选择已记录，编号为：",
        failed: "无法记录您的选择。请重试。",
        placeholder: "此内容来自其他网站，正在等待您的选择。",
        loadOnce: "加载一次",
        loadAlways: "始终加载",
        stillRuns: "您已关闭的部分内容在重新加载本页面之前仍会运行。",
        reload: "重新加载页面"
    )
}
